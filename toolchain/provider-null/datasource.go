package main

import (
	"context"
	"math/rand/v2"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// nullDataSource hands its inputs on as outputs.
type nullDataSource struct{}

type nullDataSourceModel struct {
	HasComputedDefault types.String `tfsdk:"has_computed_default"`
	ID                 types.String `tfsdk:"id"`
	Inputs             types.Map    `tfsdk:"inputs"`
	Outputs            types.Map    `tfsdk:"outputs"`
	Random             types.String `tfsdk:"random"`
}

func newNullDataSource() datasource.DataSource { return nullDataSource{} }

func (nullDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_data_source"
}

func (nullDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Description: "Copies inputs to outputs.",
		Attributes: map[string]schema.Attribute{
			"has_computed_default": schema.StringAttribute{Optional: true, Computed: true, Description: "A value, \"default\" if none is given."},
			"id":                   schema.StringAttribute{Computed: true, Description: "The word static."},
			"inputs":               schema.MapAttribute{Optional: true, ElementType: types.StringType, Description: "Values to copy."},
			"outputs":              schema.MapAttribute{Computed: true, ElementType: types.StringType, Description: "The values of inputs."},
			"random":               schema.StringAttribute{Computed: true, Description: "A new random number at each read."},
		},
	}
}

func (nullDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model nullDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	model.ID = types.StringValue("static")
	model.Outputs = model.Inputs
	model.Random = types.StringValue(strconv.FormatInt(rand.Int64(), 10))
	if model.HasComputedDefault.IsNull() {
		model.HasComputedDefault = types.StringValue("default")
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
